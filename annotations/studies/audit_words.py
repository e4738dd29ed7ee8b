"""The sentence of every action that the audit log can hold, read after who acted."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, Promise] = {
    "export.report": _("took the piece %(target)s of the report"),
    # The study's own way.
    "study.create": _("made the study with %(systems)s systems"),
    "study.make": _("made the study on the page for new studies"),
    "study.edit": _("changed rules of the draft: %(fields)s"),
    "criteria.edit": _("changed the criteria: %(criteria)s"),
    "study.start": _("started the study with %(comparisons)s comparisons and fixed its protocol"),
    "study.pause": _("paused the study"),
    "study.resume": _("resumed the study"),
    "study.freeze": _("froze the study after %(submissions)s submissions"),
    "study.manifest": _("recorded the manifest of the frozen study"),
    "study.unblind": _("unblinded the study: %(reason)s"),
    "deviation.record": _("noted a deviation from the protocol: %(what)s"),
    "deviation.change": _("changed %(field)s from %(from)s to %(to)s: %(reason)s"),
    # Items, answers, systems.
    "dataset.import": _("imported %(items)s items"),
    "responses.import": _("imported %(responses)s answers of %(system)s"),
    "judgments.import": _("imported judgments that were made elsewhere"),
    "llm_judge.import": _(
        "brought in the verdicts of the LLM judge %(target)s on %(criterion)s, pairs: %(pairs)s"
    ),
    "llm_judge.remove": _(
        "deleted the verdicts of the LLM judge %(target)s on %(criterion)s, pairs: %(pairs)s"
    ),
    "items.remove": _("removed %(items)s items and %(responses)s answers from the draft"),
    "responses.remove": _("removed %(responses)s answers of %(system)s from the draft"),
    "item.withdraw": _("withdrew item %(target)s (%(comparisons)s comparisons): %(reason)s"),
    "comparisons.exclude": _("withdrew %(comparisons)s comparisons without answer: %(reason)s"),
    "answer.regenerate": _("had an answer to item %(target)s generated anew: %(reason)s"),
    "leaks.scan": _("found %(finds)s places that tell the writer, in %(with_finds)s answers"),
    "leaks.decide": _("decided about %(finds)s places that tell the writer: %(decision)s"),
    "system.add": _("added the system %(target)s"),
    "system.change": _("changed the system %(target)s"),
    "system.remove": _("removed the system %(target)s"),
    "system.try": _("asked the system %(target)s for sample answers"),
    "patient_prompt.save": _("changed the simulated patient's instructions"),
    "endpoint.add": _("added the endpoint %(target)s"),
    "endpoint.change": _("changed the endpoint %(target)s"),
    "endpoint.limits": _("changed the limits of the endpoint %(target)s"),
    "endpoint.key_set": _("set the key of the endpoint %(target)s"),
    "endpoint.key_removed": _("removed the key of the endpoint %(target)s"),
    "endpoint.remove": _("removed the endpoint %(target)s"),
    "generation.start": _("had %(answers)s answers generated"),
    "generation.pause": _("paused the generation"),
    "generation.retry": _("had %(responses)s failed answers tried again"),
    # Raters.
    "consent.publish": _("published version %(version)s of the consent text"),
    "guideline.publish": _("published version %(version)s of the guideline"),
    "consent.withdraw": _("withdrew their consent after %(judged)s pairs"),
    "rater.add": _("added the rater %(target)s"),
    "rater.pause": _("paused the rater %(target)s"),
    "rater.resume": _("resumed the rater %(target)s"),
    "rater.remove": _("removed the rater %(target)s"),
    "rater.replace": _("replaced the rater %(target)s by %(successor)s"),
    "rater.update": _("changed quota or specialties of the rater %(target)s"),
    "rater.remind": _("reminded the rater %(target)s"),
    "reminders.stop": _("asked for no more reminders"),
    "reminders.allow": _("allowed reminders again"),
    "invitation.create": _("made an invitation for %(target)s"),
    "invitation.revoke": _("revoked an invitation for %(target)s"),
    "report.settle": _("settled a problem that a rater had reported"),
    "alarm.acknowledge": _("looked into an alarm about %(target)s: %(note)s"),
    "finding.acknowledge": _(
        "had results shown against which the finding “%(finding)s” stands: %(reason)s"
    ),
    # Who runs it, and with what.
    "researcher.create": _("made the account of the researcher %(target)s"),
    "member.invite": _("invited a member as %(role)s"),
    "member.invitation_revoke": _("revoked the invitation of a member"),
    "member.add": _("made %(target)s a member"),
    "member.role": _("changed the role of %(target)s"),
    "member.remove": _("removed the member %(target)s"),
    "keys.rotate": _("rotated the keys that encrypt what is stored"),
    "rater.erase": _("erased the person behind the rater %(target)s"),
    "study.purge": _("purged the study after its retention ended"),
    "staff.sign_in": _("signed in as somebody of the staff"),
    "user.change": _("changed the account of %(target)s"),
    "token.create": _("made the key %(target)s for the API"),
    "token.revoke": _("revoked the key %(target)s for the API"),
}
# What a report finds against its judgments, as an event's data names it.
FINDINGS: Mapping[str, Promise] = {
    "duplicated": _("judgments that stand twice"),
    "unbalanced_sides": _("a system clearly more often on one side"),
    "dominant_rater": _("one rater with more than half of all judgments"),
}
