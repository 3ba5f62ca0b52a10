"""Telegram, on python-telegram-bot.

    updates   polling.py or webhook.py ──▶ platform.py ──▶ incoming.py (Update → Message) ──▶ inbox
    files     arrivals.py fetches pictures and documents of what is in the inbox already, and puts albums together
    answers   platform.py ──▶ outbound.py ──▶ sending.py ──▶ request.py (one aiohttp session) ──▶ Bot API

Whatever can be is a pure function: reading an update, drawing an answer, understanding a refusal (errors.py).
"""

import os

os.environ.setdefault("PTB_TIMEDELTA", "true")  # read by python-telegram-bot: lengths of time are timedeltas, as they will be in its next release
