"""The kinds of record, one module each, and the table of them all."""

from __future__ import annotations

from jitdesk.domain.fields import Kind
from jitdesk.domain.kinds.account import ACCOUNT
from jitdesk.domain.kinds.agreement import AGREEMENT
from jitdesk.domain.kinds.authority import AUTHORITY
from jitdesk.domain.kinds.consent import CONSENT
from jitdesk.domain.kinds.consultation import CONSULTATION
from jitdesk.domain.kinds.custody import CUSTODY
from jitdesk.domain.kinds.disclosure import DISCLOSURE
from jitdesk.domain.kinds.file import FILE
from jitdesk.domain.kinds.hearing import HEARING
from jitdesk.domain.kinds.identity import IDENTITY
from jitdesk.domain.kinds.note import NOTE
from jitdesk.domain.kinds.proceeding import PROCEEDING
from jitdesk.domain.kinds.protective_measure import PROTECTIVE_MEASURE
from jitdesk.domain.kinds.recipient_code import RECIPIENT_CODE
from jitdesk.domain.kinds.reply import REPLY
from jitdesk.domain.kinds.request import REQUEST
from jitdesk.domain.kinds.state_consent import STATE_CONSENT
from jitdesk.domain.kinds.state_profile import STATE_PROFILE
from jitdesk.domain.kinds.step import STEP
from jitdesk.domain.kinds.task import TASK
from jitdesk.domain.kinds.translation import TRANSLATION
from jitdesk.domain.kinds.transmission import TRANSMISSION
from jitdesk.domain.kinds.version import VERSION
from jitdesk.domain.kinds.witness import WITNESS

KINDS: dict[str, Kind] = {
    k.name: k
    for k in (
        *(TASK, WITNESS, IDENTITY, ACCOUNT, CONSENT, REQUEST, NOTE, FILE, STATE_CONSENT, DISCLOSURE, CONSULTATION),
        *(AGREEMENT, PROCEEDING, AUTHORITY, STATE_PROFILE, PROTECTIVE_MEASURE, RECIPIENT_CODE, TRANSLATION, CUSTODY),
        *(VERSION, STEP, TRANSMISSION, REPLY, HEARING),
    )
}

# Kinds that account for what was done with records: the program writes them, and they are nobody's news.
LOGS = frozenset({DISCLOSURE.name, CONSULTATION.name})
