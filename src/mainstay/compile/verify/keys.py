"""Which key encrypts what, and who has to use it."""

from collections.abc import Iterator

from mainstay.compile.verify.facts import facts_of
from mainstay.compile.verify.links import Link
from mainstay.compile.verify.view import View, type_of
from mainstay.model.graph import Resource

KEY = "aws_kms_key"
_ENCRYPTION = "aws_s3_bucket_server_side_encryption_configuration"
_BY_BUCKET = "rule.apply_server_side_encryption_by_default.kms_master_key_id"


def key_of(view: View, resource: Resource) -> Resource | None:
    """The key of ours that encrypts what a resource keeps; None where it is none of ours."""
    path = facts_of(type_of(resource)).key
    if path:
        return next((key for key in view.at(resource, path) if type_of(key) == KEY), None)
    for encryption in view.using(resource.name, _ENCRYPTION):
        return next((key for key in view.at(encryption, _BY_BUCKET) if type_of(key) == KEY), None)
    return None


def keys_around(view: View, component: str, asked: list[Link]) -> frozenset[str]:
    """The keys that a program may use: those of its own parts, of what it refers to, and of what its links lead to."""
    return frozenset(key.name for key in _keys(view, component, asked))


def _keys(view: View, component: str, asked: list[Link]) -> Iterator[Resource]:
    for part in view.parts.get(component, ()):
        yield from view.referred(part, KEY)
        for ref in view.refs[part.name]:
            target = view.by_name.get(ref.resource)
            key = key_of(view, target) if target else None
            if key:
                yield key
    for link in asked:
        for part in view.parts.get(link.target, ()):
            yield from view.referred(part, KEY)
