"""Files with names and marks are kept out of git, wherever somebody lets them be written."""

import subprocess
from pathlib import Path


def keep_out_of_git(*paths: Path) -> None:
    """Exclude files from the git repository that they lie in, if any, for this clone only.

    Args:
        paths: of files or folders that were written.
    """
    for path in paths:
        whole = path.resolve()
        top = _git(whole.parent, "rev-parse", "--show-toplevel")
        exclude = _git(whole.parent, "rev-parse", "--git-path", "info/exclude")
        if not (top and exclude) or _git(whole.parent, "check-ignore", str(whole)):
            continue
        file = Path(whole.parent, exclude)
        known = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        name = whole.relative_to(Path(top).resolve()).as_posix()
        line = "/" + "".join(f"\\{letter}" if letter in "\\*?[]! " else letter for letter in name)
        if line not in known:
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("a", encoding="utf-8") as exclusions:
                exclusions.write(f"{line}\n")


def generated_notebooks_are_no_conflict(root: Path) -> None:
    """Let git keep this clone's generated notebooks when it merges: `make build` makes them anew anyway.

    Args:
        root: of the clone; its `.gitattributes` names the notebooks.
    """
    if (root / ".git").exists() and not _git(root, "config", "merge.generated.driver"):
        _git(root, "config", "merge.generated.name", "keep the notebook; make build makes it anew")
        _git(root, "config", "merge.generated.driver", "true")


def _git(folder: Path, *arguments: str) -> str:
    """What git answers in a folder; nothing where there is no git, no repository, or no answer."""
    try:
        done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
