"""Pictures and documents: taken in by what they are, and given out so that a browser can't be made to run one."""

from __future__ import annotations

import asyncio
from pathlib import PurePosixPath
from urllib.parse import quote

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from bot.platforms.web.answers import Problem, language_of
from bot.platforms.web.visits import chat_of
from handlers.messages import File, cleaned
from storage.files import SIZE_LIMIT, FileStore

MOST_FILES = 10
NAME_LIMIT = 120
MB = 1024 * 1024
PICTURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF87a": "image/gif", b"GIF89a": "image/gif"}
"""How each begins; WebP has its name further in."""
TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".heic": "image/heic",
    ".pdf": "application/pdf",
    ".doc": "application/msword",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xls": "application/vnd.ms-excel",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".ppt": "application/vnd.ms-powerpoint",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".csv": "text/csv",
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".zip": "application/zip",
}
"""What may be sent, and what it is by its name; a browser's own word on it is not asked for."""
KEPT_BY_BROWSERS = "private, max-age=31536000, immutable"


async def keep_files(store: FileStore, form: FormData) -> tuple[File, ...]:
    """Keep what was attached; raises Problem for too many, too large, or of a kind that is not taken."""
    uploads = [upload for upload in form.getlist("files") if isinstance(upload, UploadFile) and upload.filename]
    if len(uploads) > MOST_FILES:
        raise Problem(422, "errors.too_many_files", limit=MOST_FILES)
    contents = [(_name(upload), await upload.read(SIZE_LIMIT + 1)) for upload in uploads]
    types = [_check(name, content) for name, content in contents]
    return tuple([File(await asyncio.to_thread(store.put, content), name, kind) for (name, content), kind in zip(contents, types, strict=True)])


def picture_type(content: bytes) -> str | None:
    """The kind of picture that a content is, by how it begins; None for everything else."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for start, kind in PICTURES.items() if content.startswith(start)), None)


def give_file(request: Request) -> Response:
    """A file by its hash. Pictures are shown in place, everything else is saved, whatever its name says."""
    try:
        content = chat_of(request).database.files.get(request.path_params["sha256"])
    except FileNotFoundError:
        raise Problem(404, "errors.not_found", language=language_of(request)) from None
    kind = picture_type(content)
    name = quote(request.path_params["name"], safe="")
    headers = {
        "Content-Disposition": f"{'inline' if kind else 'attachment'}; filename*=UTF-8''{name}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": KEPT_BY_BROWSERS,
    }
    return Response(content, media_type=kind or "application/octet-stream", headers=headers)


def _name(upload: UploadFile) -> str:
    name = cleaned(PurePosixPath((upload.filename or "").replace("\\", "/")).name).replace("\n", " ")
    stem, suffix = PurePosixPath(name).stem, PurePosixPath(name).suffix
    return f"{stem[: NAME_LIMIT - len(suffix)]}{suffix}"


def _check(name: str, content: bytes) -> str:
    if len(content) > SIZE_LIMIT:
        raise Problem(413, "errors.too_large", limit=SIZE_LIMIT // MB)
    kind = TYPES.get(PurePosixPath(name).suffix.lower())
    is_picture = kind is not None and kind.startswith("image/") and kind != "image/heic"
    if kind is None or (is_picture and picture_type(content) is None):
        raise Problem(422, "errors.file_type", name=name)
    return (picture_type(content) or kind) if is_picture else kind
