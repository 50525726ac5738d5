"""The routes of the studio, all for administrators alone."""

from console.studio.file_routes import router as files
from console.studio.flag_routes import router as flags
from console.studio.flow_routes import router as flow
from console.studio.need_routes import router as needs
from console.studio.notice_routes import router as notices
from console.studio.prompt_routes import router as prompts
from console.studio.pronunciation_routes import router as pronunciation
from console.studio.question_routes import router as questions
from console.studio.release_routes import router as releases
from console.studio.routes import router as drafts
from console.studio.service_routes import router as services
from console.studio.suggestion_routes import router as suggestions
from console.studio.talk_routes import router as talk

ROUTERS = (
    drafts,
    releases,
    prompts,
    pronunciation,
    needs,
    services,
    questions,
    flags,
    flow,
    files,
    talk,
    notices,
    suggestions,
)
