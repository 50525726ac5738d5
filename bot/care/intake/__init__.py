"""Esitiedot: what a nurse would ask beforehand, which of it is still open, and what a caller has told."""

from bot.care.intake.questions import Intake, IntakeError, Topic
from bot.care.intake.told import NOTHING_MORE, UNHEARD, Told

__all__ = ["NOTHING_MORE", "UNHEARD", "Intake", "IntakeError", "Told", "Topic"]
