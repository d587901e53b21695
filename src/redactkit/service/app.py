"""The service: send a file, get the redacted one and its record."""

from __future__ import annotations

from collections.abc import AsyncIterator  # noqa: TC003 - FastAPI reads annotations
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import IO, TYPE_CHECKING, Annotated, Any

from fastapi import FastAPI, File, Request, Response, UploadFile
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, StreamingResponse
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException

from redactkit import __version__
from redactkit.batch.memory import memory_each
from redactkit.batch.process_pool import ProcessPool, threads_each
from redactkit.service.admission import AdmissionLimiter
from redactkit.service.file_job import run_job
from redactkit.service.metrics import Metrics
from redactkit.service.problem import STATUS, Problem, problem_response
from redactkit.service.scratch_folder import scratch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from redactkit.batch.worker_state import WorkerConfig
    from redactkit.service.file_job import FinishedJob
    from redactkit.service.limits import ServiceLimits

__all__ = ["make_app"]

PATH = "/v1/redact"
BLOCK = 1 << 18
CRASH = 500

WHY: dict[int, str] = {
    400: "The request is no form with a file.",
    408: "The request came too slowly.",
    413: "The file is too large.",
    415: "The file cannot be read, or is of a sort that cannot be redacted.",
    422: "There is no field `file`, or the finished file would still show somebody.",
    429: "All places are taken.",
    500: "A model failed, or the file ended its worker process.",
    504: "The file did not finish within its time.",
}


def make_app(setup: WorkerConfig, bounds: ServiceLimits) -> FastAPI:
    """Return the service; its workers start and end with it."""
    metrics = Metrics()
    limited = replace(
        setup,
        limit_s=bounds.limit_s,
        threads=threads_each(bounds.workers),
        memory=memory_each(bounds.workers),
    )

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with scratch() as folder:
            slots = ProcessPool(bounds.workers)
            slots.start()
            app.state.slots, app.state.folder = slots, folder
            try:
                yield
            finally:
                slots.shutdown()

    app = FastAPI(
        title="redactkit",
        version=__version__,
        description="Hides who people are in screenshots, clips and statements. Keeps nothing.",
        lifespan=lifespan,
        docs_url=None,  # these pages load scripts from elsewhere
        redoc_url=None,
    )
    app.add_middleware(AdmissionLimiter, bounds=bounds, metrics=metrics, guarded=PATH)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(Exception, _broken)
    _add_redact(app, limited, metrics)
    _add_health(app, metrics)
    return app


def _add_redact(app: FastAPI, setup: WorkerConfig, metrics: Metrics) -> None:
    responses: dict[int | str, dict[str, Any]] = {
        status: {"model": Problem, "description": why} for status, why in WHY.items()
    }
    responses[200] = {
        "description": "A zip of `media.*` and `record.json`.",
        "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
    }

    @app.post(PATH, responses=responses, response_class=Response, summary="Redact one file")
    async def redact(
        request: Request,
        file: Annotated[UploadFile, File(description="A screenshot, clip or statement.")],
    ) -> Response:
        state = request.app.state
        metrics.bytes.labels("in").inc(file.size or 0)
        job = await run_job(
            file.file,
            file.filename or "",
            setup=setup,
            hands=state.slots,
            scratch=state.folder,
        )
        return _response(job, metrics)


def _add_health(app: FastAPI, metrics: Metrics) -> None:
    @app.get("/health", summary="Whether the service is up")
    async def health() -> dict[str, str]:
        return {"status": "ok", "version": __version__}

    @app.get(
        "/metrics",
        summary="Numbers for Prometheus",
        response_class=Response,
        responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
    )
    async def numbers() -> Response:
        return Response(metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")


def _response(job: FinishedJob, metrics: Metrics) -> Response:
    done = job.answer
    metrics.seconds.labels(job.medium).observe(done.seconds)
    if job.packed is None:
        return problem_response(STATUS.get(done.fault, CRASH), done.fault, done.error)
    metrics.bytes.labels("out").inc(done.bytes)
    metrics.findings.labels("removed").inc(done.removed)
    metrics.findings.labels("kept").inc(done.kept)
    return StreamingResponse(
        _blocks(job.packed),
        media_type="application/zip",
        headers={"Cache-Control": "no-store"},
        background=BackgroundTask(job.packed.close),
    )


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    while block := file.read(BLOCK):
        yield block


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    del request, error  # it may quote what was sent
    return problem_response(422, "RequestError", "send a form with one field `file`")


async def _refused(request: Request, error: Exception) -> JSONResponse:
    del request
    if not isinstance(error, HTTPException):
        raise error
    problem = problem_response(error.status_code, "RequestError", str(error.detail))
    problem.headers.update(error.headers or {})
    return problem


async def _broken(request: Request, error: Exception) -> JSONResponse:
    del request  # nor is the error's text told: it may quote what was sent
    return problem_response(
        CRASH, type(error).__name__, "the service cannot work; is its disk full?"
    )
