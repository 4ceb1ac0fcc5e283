from hypothesis import given
from hypothesis import strategies as st

from mainstay.model.program import SecretRef
from mainstay.run.local.supervisor.masking import Masker

PASSWORD = SecretRef(component="db", name="password")


def masker(value: str, **others: str) -> Masker:
    return Masker({PASSWORD: value} | {SecretRef(component=c, name="value"): v for c, v in others.items()})


def test_values_become_their_names_in_every_notation():
    mask = masker('p@ss/w"rd é')
    assert mask('a p@ss/w"rd é b') == "a [secret db.password] b"
    assert mask("redis://u:p%40ss%2Fw%22rd%20%C3%A9@h") == "redis://u:[secret db.password]@h"
    assert mask("redis://u:p%40ss%2fw%22rd%20%c3%a9@h") == "redis://u:[secret db.password]@h"
    assert mask("q=p%40ss%2Fw%22rd+%C3%A9") == "q=[secret db.password]"
    assert mask('{"password": "p@ss/w\\"rd \\u00e9"}') == '{"password": "[secret db.password]"}'


def test_short_values_are_words_and_stay():
    assert masker("admin")("the admin user") == "the admin user"
    assert masker("")("anything") == "anything"


def test_the_longer_of_two_secrets_wins():
    mask = masker("secret", other="secret-and-more")
    assert mask("secret-and-more secret") == "[secret other.value] [secret db.password]"


def test_lines_of_a_key_are_masked_each():
    key = "-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0B\nAAAA\n-----END KEY-----\n"
    mask = masker(key)
    assert mask("MIIEvQIBADANBgkqhkiG9w0B") == "[secret db.password]"
    assert mask("AAAA") == "AAAA"


def test_json_is_masked_in_depth():
    found = masker("hunter22").deep({"hunter22": ["x hunter22", 1, None, {"a": "hunter22"}]})
    assert found == {"[secret db.password]": ["x [secret db.password]", 1, None, {"a": "[secret db.password]"}]}


@given(st.text(min_size=6).filter(lambda value: value not in "[secret db.password]"), st.text(), st.text())
def test_no_value_survives(value, before, behind):
    masked = masker(value)(f"{before}{value}{behind}")
    assert value not in masked.replace("[secret db.password]", "\0")
