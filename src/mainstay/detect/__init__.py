"""Repository folder → Intent. Reads files only: runs nothing, writes nothing, follows no link out of the folder."""

from mainstay.detect.find import detect as detect
