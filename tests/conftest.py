"""How hard properties are tried: `--hypothesis-profile=soak` (`make soak`) tries many more examples."""

from hypothesis import settings

settings.register_profile("fast", max_examples=50, deadline=None)
settings.register_profile("soak", max_examples=5_000, deadline=None)
settings.load_profile("fast")
