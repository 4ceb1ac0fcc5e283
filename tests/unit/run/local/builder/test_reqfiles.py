import pytest

from mainstay.run.local.builder.reqfiles import read_requirement_files


def test_includes_are_followed_relative_to_their_file(tmp_path, write):
    write(
        tmp_path,
        {
            "requirements.txt": "-r reqs/base.txt\n--requirement=reqs/extra.txt\n-c limits.txt\nsix==1.16.0 # why\n",
            "reqs/base.txt": "-r common.txt\nflask[async] >= 2 ; python_version > '3'\n",
            "reqs/common.txt": "\ufeffpackaging\n",
            "reqs/extra.txt": "-rbase.txt\n",
            "limits.txt": "idna<4\n",
        },
    )
    read = read_requirement_files(tmp_path, ("requirements.txt",), ".")
    assert read.files == ("requirements.txt", "reqs/base.txt", "reqs/extra.txt", "limits.txt", "reqs/common.txt")
    assert "six==1.16.0" in read.lines
    assert "flask[async] >= 2 ; python_version > '3'" in read.lines


def test_options_and_hashes_are_no_part_of_a_requirement(tmp_path, write):
    text = "--index-url https://p.example/simple\nsix==1 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\n"
    write(tmp_path, {"requirements.txt": text})
    assert read_requirement_files(tmp_path, ("requirements.txt",), ".").lines == ("six==1",)


@pytest.mark.parametrize(
    "line", ["-e .", "--editable=.", ".", "./", "-e .[web]", "mine @ file:.", ".[web] ; python_version > '3'"]
)
def test_the_project_itself_is_recognised(tmp_path, write, line):
    write(tmp_path, {"requirements.txt": f"{line}\n", "setup.py": ""})
    assert read_requirement_files(tmp_path, ("requirements.txt",), ".").folders == (".",)


def test_local_folders_and_archives_are_told_apart(tmp_path, write):
    text = "-e ./libs/a\nlibs/b\nvendor/c-1.0-py3-none-any.whl\n-e git+https://git.example/d.git#egg=d\nsix\n"
    write(tmp_path, {"api/requirements.txt": text, "api/libs/a/x": "", "api/libs/b/x": ""})
    write(tmp_path, {"api/vendor/c-1.0-py3-none-any.whl": "zip"})
    read = read_requirement_files(tmp_path, ("api/requirements.txt",), "api")
    assert read.folders == ("api/libs/a", "api/libs/b")
    assert read.archives == ("api/vendor/c-1.0-py3-none-any.whl",)


def test_a_folder_with_the_name_of_a_package_is_not_that_package(tmp_path, write):
    write(tmp_path, {"requirements.txt": "redis\n", "redis/redis.conf": ""})
    assert read_requirement_files(tmp_path, ("requirements.txt",), ".").folders == ()


def test_a_missing_include_is_an_error(tmp_path, write):
    write(tmp_path, {"requirements.txt": "-r gone.txt\n"})
    with pytest.raises(OSError, match=r"gone\.txt"):
        read_requirement_files(tmp_path, ("requirements.txt",), ".")


def test_what_powershell_wrote_is_read(tmp_path):
    (tmp_path / "requirements.txt").write_text("six==1.16.0\r\n", "utf-16")
    assert read_requirement_files(tmp_path, ("requirements.txt",), ".").lines == ("six==1.16.0",)
