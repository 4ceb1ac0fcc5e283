"""Pass 1, *bind*: the intent is complete and consistent in itself, and the organisation's policy is bound to it.

`policy` is entered by its modules, because what runs on one machine needs no policy and should not load CEL.
"""

from mainstay.compile.bind.consistency import bind as bind
from mainstay.compile.bind.consistency import place_of as place_of
