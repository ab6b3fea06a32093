"""`talkratio` and `python -m talkratio`: quiet when somebody presses Ctrl-C while it is still starting."""

import signal

signal.signal(signal.SIGINT, signal.SIG_DFL)

from talkratio.cli import main  # noqa: E402

if __name__ == "__main__":
    main()
