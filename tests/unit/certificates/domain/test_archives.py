import io
import zipfile

from certificates.domain import archives, issuing
from certificates.models import Certificate


def opened(papers):
    return zipfile.ZipFile(io.BytesIO(b"".join(archives.stream(papers))))


def test_stream_keeps_two_people_of_one_name_apart(complete, organiser):
    papers = [issuing.issue(complete("王伟"), "completion", by=organiser) for _ in range(2)]
    archive = opened(papers)
    assert archive.testzip() is None
    assert archive.namelist() == [f"{paper.number}_王伟.pdf" for paper in papers]
    assert all(archive.read(name).startswith(b"%PDF") for name in archive.namelist())


def test_file_name_has_no_path_and_no_markup(complete, organiser):
    names = [
        archives.file_name(issuing.issue(complete(name), "completion", by=organiser)).partition("_")[2]
        for name in ("../path", "C:\\x|y?", "<b>张三</b>", "买买提·吐尔逊")
    ]
    assert names == ["path.pdf", "Cxy.pdf", "b张三b.pdf", "买买提·吐尔逊.pdf"]


def test_stream_names_the_reason_for_an_altered_record(certificate):
    Certificate.objects.filter(pk=certificate.pk).update(payload=certificate.payload | {"name": "李四"})
    archive = opened(Certificate.objects.all())
    assert archive.namelist() == [f"{certificate.number}.txt"]


def test_stream_of_nothing_is_an_empty_archive(db):
    assert opened([]).namelist() == []
