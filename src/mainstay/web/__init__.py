"""The status page: `Control` (made by `actions`) → one page, a stream of changes, and a JSON API.

A thin door: it decides nothing about the application. It may import `actions` and `model` only, never shows a value
that is masked, and treats everything that a program of the application wrote (logs, mail, names) as hostile text.
"""

from mainstay.web.app import create_app as create_app
from mainstay.web.control import Control as Control
from mainstay.web.server import serve as serve
