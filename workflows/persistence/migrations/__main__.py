"""Writes the next migration from what the models have and the migrations do not: give it a sentence as its name."""

import re
import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import make_url

from workflows.persistence import schema, sqlite


def main(sentence: str) -> None:
    """Migrate a scratch database, compare it with the models, and write the difference to ``versions/``."""
    with tempfile.TemporaryDirectory() as folder:
        url = make_url(f"sqlite:///{Path(folder) / 'scratch.sqlite'}")
        schema.upgrade(url)
        with sqlite.migrating_engine(url).begin() as connection:
            settings = schema.config(connection)
            number = len(list(ScriptDirectory.from_config(settings).walk_revisions())) + 1
            slug = re.sub(r"\W+", "_", sentence.lower()).strip("_")[:40]
            settings.set_main_option("file_template", f"{number:04}_{slug}")
            command.revision(settings, sentence, autogenerate=True, rev_id=f"{number:04}")


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]))
