import json

import pytest

from mainstay.actions.context import open_context
from mainstay.actions.schema import Described, schema


@pytest.mark.parametrize("what", Described)
def test_a_schema_is_printed_as_it_is(tmp_path, what):
    report = schema(open_context(tmp_path), what)
    assert json.loads("\n".join(report.lines)) == report.data
    assert report.data["$schema"].startswith("https://json-schema.org/")
