"""What a property of a resource can be told: text, what other resources know later, secrets, and policies of those."""

from mainstay.model.value import Value


class Ref(Value, tag="ref", frozen=True, kw_only=True):
    """An attribute of another resource of the Graph, known when that one exists; text may stand around it."""

    resource: str
    attribute: str = "id"
    prefix: str = ""
    suffix: str = ""


class Variable(Value, tag="variable", frozen=True, kw_only=True):
    """Something that the person who applies the result decides: the tag of a release, the DNS name.

    A `sensitive` one is a secret: it is ephemeral, so that it is shown nowhere and comes into no state.
    """

    name: str
    description: str
    sensitive: bool = False


class Joined(Value, tag="joined", frozen=True, kw_only=True):
    """Text made of parts, some of which are known only when other resources exist."""

    parts: tuple[str | Ref | Variable, ...]


class Json(Value, tag="json", frozen=True, kw_only=True):
    """Text in JSON. `content` is made of dicts, tuples, strings, numbers, booleans and what a `Told` can be."""

    content: dict[str, object] | tuple[object, ...]


class Base64(Value, tag="base64", frozen=True, kw_only=True):
    """Text that the target wants in base64; parts of it may be known only when other resources exist."""

    parts: tuple[str | Ref | Variable | Json, ...]


Told = str | Ref | Joined | Variable
"""A value that a property or an environment name can hold."""


class SecretText(Value, tag="secret_text", frozen=True, kw_only=True):
    """A value that is secret, so it travels by reference.

    `resource` is the resource that keeps it, `key` a key of the JSON that it holds ("" for the whole).
    """

    resource: str
    key: str = ""


class Statement(Value, frozen=True, kw_only=True):
    """One statement of an identity policy: these actions on these resources, and nothing wider.

    `conditions` are (operator, key, values): `("StringEquals", "aws:SourceAccount", ("123",))`.
    """

    sid: str
    actions: tuple[str, ...]
    resources: tuple[Told, ...]
    effect: str = "Allow"
    conditions: tuple[tuple[str, str, tuple[Told, ...]], ...] = ()
    principals: tuple[tuple[str, tuple[Told, ...]], ...] = ()


class PolicyDocument(Value, tag="policy_document", frozen=True, kw_only=True):
    """An identity, trust or resource policy; renders as JSON."""

    statements: tuple[Statement, ...]
