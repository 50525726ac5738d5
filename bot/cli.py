"""The `luuri` command. JSON goes to stdout, one object a line; logs go to stderr."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from bot.logs import start_logging
from bot.settings import Settings

cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
bench = typer.Typer(no_args_is_help=True, help="Measure, beside stock pipecat in the same run.")
dialogue = typer.Typer(no_args_is_help=True, help="Change what Luuri says and understands, safely.")
voices = typer.Typer(no_args_is_help=True, help="The voices that Luuri can speak with.")
cli.add_typer(bench, name="bench")
cli.add_typer(dialogue, name="dialogue")
cli.add_typer(voices, name="voices")

Draft = Annotated[str | None, typer.Argument(help="A draft's name; the working tree when left out.")]
Actor = Annotated[str | None, typer.Option(help="Who does it; the user of this machine when left out.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object a line on stdout.")]


def settings() -> Settings:
    """The settings, or one line that names the bad one and an exit status of 2."""
    try:
        found = Settings()
        found.secret  # noqa: B018  the data folder must be writable before anything starts
    except ValidationError as error:
        for problem in error.errors():
            name = ".".join(str(part) for part in problem["loc"])
            where = name if name.isupper() else f"LUURI_{name.upper()}" if name else "settings"
            print(f"luuri: {where}: {problem['msg'].removeprefix('Value error, ')}", file=sys.stderr)
        raise typer.Exit(2) from None
    except OSError as error:
        print(f"luuri: LUURI_DATA: {error.strerror}: {error.filename}", file=sys.stderr)
        raise typer.Exit(2) from None
    return found


@cli.callback()
def _start(verbose: Annotated[bool, typer.Option("--verbose", help="More news on stderr.")] = False) -> None:
    start_logging(verbose)


@cli.command()
def setup() -> None:
    """Make what the service needs: speech model, trained dialogue, database, prompts."""
    from bot.commands.setup import set_up

    raise typer.Exit(set_up(settings()))


@cli.command()
def serve() -> None:
    """Run the whole service until Ctrl-C."""
    from bot.commands.serve import serve_until_stopped

    raise typer.Exit(serve_until_stopped(settings()))


@cli.command()
def call(
    say: Annotated[list[str] | None, typer.Option(help="What the caller says, a turn each.")] = None,
    wav: Annotated[list[Path] | None, typer.Option(help="What the caller sounds like, a turn each.")] = None,
    resident: Annotated[Path | None, typer.Option(help="YAML: opening, answers by topic, fallback.")] = None,
    from_: Annotated[
        str, typer.Option("--from", help="Caller's number, E.164; empty is withheld.")
    ] = "+358401234567",
    at: Annotated[str | None, typer.Option(help="ISO time on this call's clock.")] = None,
    staff: Annotated[
        str, typer.Option(help="What a transfer meets: answer, busy, no_answer or page.")
    ] = "answer",
    voice: Annotated[str | None, typer.Option(help="The caller's voice.")] = None,
    noise: Annotated[
        float | None, typer.Option(help="Noise under the caller's voice: its ratio in dB.")
    ] = None,
    json: Json = False,
) -> None:
    """Ring the service as a resident would, in real time, and report the call."""
    from bot.commands.call import CallPlan, ring

    plan = CallPlan(tuple(say or ()), tuple(wav or ()), resident, from_ or None, at, staff, voice, noise)
    raise typer.Exit(ring(settings(), plan, as_json=json))


@cli.command()
def demo() -> None:
    """Two residents' calls with real sound: a fever, and an anxiety that ends at Ensilinja."""
    from bot.commands.demo import show

    raise typer.Exit(show(settings()))


@cli.command()
def understand(
    text: Annotated[list[str] | None, typer.Argument()] = None,
    topic: Annotated[
        str | None,
        typer.Option(
            help="Read answers to a question: number, personal_id, age, since, time, yes_no or choice."
        ),
    ] = None,
    now: Annotated[str | None, typer.Option(help="With --topic: the ISO time at which it is said.")] = None,
    json: Json = False,
) -> None:
    """What Luuri understands of each text (or of each line on stdin): need and red flags, or one answer."""
    texts = text or [line for line in sys.stdin.read().splitlines() if line.strip()]
    if topic is not None:
        from bot.commands.understand_answers import understand_answers

        raise typer.Exit(understand_answers(topic, now, texts, json))
    from bot.commands.understand import understand_texts

    raise typer.Exit(understand_texts(settings(), texts, json))


@cli.command()
def hear(files: list[Path], json: Json = False) -> None:
    """What Luuri's ears hear in sound files, as they would on a call."""
    from bot.commands.hear import hear_files

    raise typer.Exit(hear_files(settings(), files, json))


@cli.command()
def callbacks(
    json: Json = False,
    simulated: Annotated[bool, typer.Option(help="Those of simulated calls too.")] = False,
) -> None:
    """Open callback requests, the nearest deadline first."""
    from bot.commands.callbacks import list_callbacks

    raise typer.Exit(list_callbacks(settings(), json, simulated))


@bench.command()
def latency(
    turns: Annotated[int, typer.Option(help="Caller's turns on each side.")] = 24, json: Json = False
) -> None:
    """Voice to voice, with Rasa attached, beside pipecat's stock configuration."""
    from bot.commands.bench_latency import measure

    raise typer.Exit(measure(settings(), turns, json))


@bench.command()
def understanding(
    phone: Annotated[bool, typer.Option(help="Through the phone too, not only as text.")] = True,
    limit: Annotated[int | None, typer.Option(help="Utterances of each set through the phone.")] = None,
    json: Json = False,
) -> None:
    """Needs and red flags on utterances that training has never seen."""
    from bot.commands.bench_understanding import measure

    raise typer.Exit(measure(settings(), phone, limit, json))


@dialogue.command()
def validate(draft: Draft = None, json: Json = False) -> None:
    """What would change, and whether the gate would let it through (exit status 3 when not)."""
    from bot.commands.dialogue import validate

    raise typer.Exit(validate(settings(), draft, json))


@dialogue.command()
def train(draft: Draft = None, json: Json = False) -> None:
    """Train the dialogue's model and the danger detector."""
    from bot.commands.dialogue import train_draft

    raise typer.Exit(train_draft(settings(), draft, json))


@dialogue.command()
def rehearse(
    draft: Draft = None,
    calls: Annotated[bool, typer.Option(help="Text calls too, not only the sets.")] = True,
    json: Json = False,
) -> None:
    """Ask the draft and the live version the same things side by side."""
    from bot.commands.dialogue import rehearse_draft

    raise typer.Exit(rehearse_draft(settings(), draft, calls, json))


@dialogue.command()
def publish(
    draft: Draft = None,
    actor: Actor = None,
    reason: Annotated[str, typer.Option(help="Why, for the history.")] = "the working tree is published",
    approver: Annotated[
        list[str] | None, typer.Option(help="Who approves a weaker red flag: twice, two people.")
    ] = None,
    json: Json = False,
) -> None:
    """Make the draft live, when the gate lets it through (exit status 3 when not)."""
    from bot.commands.dialogue import publish

    raise typer.Exit(publish(settings(), draft, _actor(actor), reason, approver or (), json))


@dialogue.command()
def rollback(
    to: Annotated[
        int | None, typer.Option(help="Release; the one before the live one when left out.")
    ] = None,
    actor: Actor = None,
    reason: Annotated[str, typer.Option(help="Why, for the history.")] = "taken back",
    json: Json = False,
) -> None:
    """Make an earlier release live again."""
    from bot.commands.dialogue import rollback

    raise typer.Exit(rollback(settings(), to, _actor(actor), reason, json))


@dialogue.command()
def history(json: Json = False) -> None:
    """What was live when, who published it and why."""
    from bot.commands.dialogue import history

    raise typer.Exit(history(settings(), json))


def _actor(name: str | None) -> str:
    from getpass import getuser

    return (name or "").strip() or f"shell:{getuser()}"


@voices.command("list")
def voices_list(json: Json = False) -> None:
    """The voices that are present here, the one in use first."""
    from bot.commands.voices import list_voices

    raise typer.Exit(list_voices(settings(), json))


@voices.command("install")
def voices_install(name: Annotated[str, typer.Argument()] = "fi_FI-harri-medium") -> None:
    """Download a Piper voice into the data folder."""
    from bot.commands.voices import install_voice

    raise typer.Exit(install_voice(settings(), name))


@voices.command("compare")
def voices_compare(json: Json = False) -> None:
    """How well each voice is recognised by Luuri's own ears, and how soon it speaks."""
    from bot.commands.voices import compare_voices

    raise typer.Exit(compare_voices(settings(), json))


def main() -> None:
    cli()
