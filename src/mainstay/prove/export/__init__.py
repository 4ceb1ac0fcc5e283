"""Writing a found failure as a stand-alone test: real programs on real sockets, in the order of the failing run."""
