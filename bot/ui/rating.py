"""Rating a story: the button and the form, for a proof and for a story in the library."""

from collections.abc import Mapping, Sequence

import discord
from discord import ui

from bot.domain.story import Notice, Rating, warnings_in
from bot.language.speech import _
from bot.services.library import StoryEntry
from bot.ui.access import viewer_of
from bot.ui.answers import Interaction, services_of, take_time, turn
from bot.ui.clicks import ID, Click
from bot.ui.forms import Form, choice, line, modal
from bot.ui.layout import Layout, button, capital, text, titled
from bot.ui.notices import rated, told

LONGEST = 260
"""Twice the longest warnings: Discord may count a letter as two."""


class RateStoryButton(Click, template=f"f:srate:{ID}"):
    """Opens the form in which a moderator rates a story of the library."""

    @classmethod
    def make(cls, story: int) -> "RateStoryButton":
        """Make the button of a story."""
        return cls(button(_("Rate…"), f"f:srate:{story}"))

    async def answer(self, interaction: Interaction) -> None:
        """Open the form, filled in with how it is rated."""
        (story,) = self.numbers
        entry = await services_of(interaction).ratings.ratable(viewer_of(interaction), story)
        await interaction.response.send_modal(rating_form(f"f:srate:{story}", entry.notice))


class RateStoryForm(Form):
    """Answers *Rate…* under a story."""

    template = rf"f:srate:{ID}"

    @classmethod
    async def answer(
        cls, interaction: Interaction, state: Sequence[str], filled: Mapping[str, str]
    ) -> None:
        """Rate the story and say so in place of its card."""
        viewer = viewer_of(interaction)
        await take_time(interaction)
        ratings = services_of(interaction).ratings
        story = await ratings.rate(viewer, int(state[0]), notice_filled(filled))
        await turn(interaction, rated_view(story))


def rated_view(story: StoryEntry) -> Layout:
    """Lay out the answer to a story that was rated."""
    said = told(story.notice) or capital(rated(story.rating))
    return Layout(
        text(
            _(
                "{title} from now on: {notice}. What was posted stays as it is.",
                title=titled(story.title),
                notice=said,
            )
        )
    )


def rating_form(custom_id: str, notice: Notice) -> ui.Modal:
    """Make the form for a rating and its warnings, filled in with those there are."""
    return modal(
        _("Rating and warnings"),
        custom_id,
        choice(
            _("How it is rated"),
            "rating",
            [
                discord.SelectOption(
                    label=capital(rated(rating)),
                    value=rating.value,
                    description=_("Stays in age-restricted channels") if rating.adult else None,
                    default=rating is notice.rating,
                )
                for rating in Rating
            ],
        ),
        line(
            _("What it warns of"),
            "warnings",
            filled=", ".join(notice.warnings),
            hint=_("Readers see it before the first passage; commas between several."),
            longest=LONGEST,
        ),
    )


def notice_filled(filled: Mapping[str, str]) -> Notice:
    """Give the notice that stands in the fields. A rating that there is not counts as none."""
    rating = filled.get("rating")
    return Notice(
        Rating(rating) if rating in set(Rating) else Rating.UNRATED,
        warnings_in(filled.get("warnings", "")),
    )
