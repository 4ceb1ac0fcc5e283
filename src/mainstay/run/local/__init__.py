"""The embedded platform: builder, supervisor, router, and the client that steps use."""
