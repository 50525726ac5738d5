"""Stream tokens: bound to a call, short-lived, good for one start."""

from telephony.tokens import LIFETIME_S, StreamTokens

CALL, OTHER = "CA" + "1" * 32, "CA" + "2" * 32


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def test_a_token_is_good_once_for_its_call() -> None:
    tokens = StreamTokens("secret")
    token = tokens.issue(CALL, "local")
    assert tokens.redeem(token, OTHER) is None
    assert tokens.redeem(token, CALL) == "local"
    assert tokens.redeem(token, CALL) is None


def test_a_token_ends() -> None:
    clock = Clock()
    tokens = StreamTokens("secret", clock)
    token = tokens.issue(CALL, "twilio")
    clock.now += LIFETIME_S + 1
    assert tokens.redeem(token, CALL) is None


def test_a_token_survives_a_restart() -> None:
    assert StreamTokens("secret").redeem(StreamTokens("secret").issue(CALL, "twilio"), CALL) == "twilio"


def test_a_token_of_another_installation_is_nothing() -> None:
    assert StreamTokens("secret").redeem(StreamTokens("other").issue(CALL, "twilio"), CALL) is None


def test_no_part_of_a_token_can_be_changed() -> None:
    tokens = StreamTokens("secret")
    token = tokens.issue(CALL, "twilio")
    assert tokens.redeem(token.replace("twilio", "local"), CALL) is None
    for changed in ("", ".", "...", token[:-1], token + "0", "å" + token, token.replace(".", "")):
        assert tokens.redeem(changed, CALL) is None
