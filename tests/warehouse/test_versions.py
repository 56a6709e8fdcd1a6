"""The store: published versions stand still, the pointer alone moves, readers keep what they opened."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, func, insert, select

from warehouse.engine import open_engine
from warehouse.versions import NoVersion, Store, StoreBusy

numbers = Table("numbers", MetaData(), Column("n", Integer))


@pytest.fixture
def store(tmp_path: Path):
    store = Store(tmp_path / "warehouse", memory_mb=256, threads=1)
    yield store
    store.close()


def publish(store: Store, *values: int) -> str:
    with store.exclusive():
        version = store.next_version(1)
        with store.build(version) as folder:
            file = folder / "new.duckdb"
            engine = open_engine(file, read_only=False, memory_mb=256, threads=1, spill=folder / "spill")
            with engine.connect() as connection:
                numbers.metadata.create_all(connection)
                connection.execute(insert(numbers), [{"n": value} for value in values])
            engine.dispose()
            store.publish(file, version)
    return version


def read(store: Store) -> list[int]:
    with store.read() as reading:
        return list(reading.connection.scalars(select(numbers.c.n).order_by(numbers.c.n)))


def test_an_empty_store_says_what_to_do(store: Store):
    assert store.current() is None
    assert store.versions() == []
    with pytest.raises(NoVersion, match="load a delivery"), store.read():
        pass


def test_a_published_version_is_read_and_the_next_one_after_it(store: Store):
    first = publish(store, 1)
    assert read(store) == [1]
    second = publish(store, 1, 2)
    assert read(store) == [1, 2]
    assert store.versions() == [first, second]
    assert store.current() == second


def test_two_versions_within_one_second_have_two_names_in_order(store: Store):
    names = [publish(store, n) for n in range(3)]
    assert names == sorted(set(names))


def test_a_reader_keeps_its_version_while_another_is_published(store: Store):
    first = publish(store, 1)
    with store.read() as old:
        publish(store, 2)
        assert read(store) == [2]
        assert old.version == first
        assert old.connection.scalar(select(func.max(numbers.c.n))) == 1
        assert len(store._open) == 2
    assert len(store._open) == 1  # the old engine went with its last reader


def test_many_threads_read_while_versions_are_published(store: Store):
    publish(store, 0)
    seen: list[int] = []
    done = threading.Event()

    def keep_reading() -> None:
        while not done.is_set():
            [value] = read(store)
            seen.append(value)

    threads = [threading.Thread(target=keep_reading) for _ in range(4)]
    for thread in threads:
        thread.start()
    for value in range(1, 6):
        publish(store, value)
    done.set()
    for thread in threads:
        thread.join()
    assert set(seen) <= set(range(6))
    assert len(seen) > 4
    assert read(store) == [5]
    assert len(store._open) == 1


def test_a_reader_can_neither_write_nor_open_other_files(store: Store, tmp_path: Path):
    publish(store, 1)
    (tmp_path / "secret.csv").write_text("a\n1\n")
    with store.read() as reading:
        with pytest.raises(Exception, match="read-only"):
            reading.connection.execute(insert(numbers), [{"n": 2}])
        reading.connection.rollback()
        with pytest.raises(Exception, match="disabled by configuration"):
            reading.connection.execute(select(func.count()).select_from(func.read_csv(str(tmp_path / "secret.csv"))))


def test_a_large_sort_spills_into_the_stores_own_folder(store: Store):
    publish(store, *range(1000))
    tight = Store(store.root, memory_mb=64, threads=1)
    with tight.read() as reading:
        n = reading.connection.exec_driver_sql(
            "select count(*) from (select a.n, b.n, md5((a.n * 1000 + b.n)::text) m, row_number() over (order by m) r"
            " from numbers a, numbers b)"
        ).scalar()
    tight.close()
    assert n == 1_000_000


def test_rollback_moves_the_pointer_and_a_missing_version_is_named(store: Store):
    first = publish(store, 1)
    second = publish(store, 2)
    store.rollback(first)
    assert read(store) == [1]
    third = publish(store, 3)
    assert third > second
    with pytest.raises(NoVersion, match=first):
        store.rollback("20200101T000000Z-0001")


def test_only_the_newest_versions_are_kept_and_always_the_current_one(store: Store):
    names = [publish(store, n) for n in range(4)]
    store.rollback(names[0])
    store.prune(2)
    assert store.versions() == [names[0], *names[2:]]


def test_what_killed_loads_left_is_removed_and_never_offered(store: Store):
    first = publish(store, 1)
    (store.root / "building" / "20990101T000000Z-0002").mkdir()
    (store.root / "20990101T000000Z-0002.duckdb").write_bytes(b"renamed, but the pointer never came")
    (store.root / "spill" / "999999999-x").mkdir(parents=True)
    assert store.versions() == [first]
    with store.exclusive():
        assert [path.name for path in store.root.glob("*.duckdb")] == [f"{first}.duckdb"]
        assert not list(store.root.glob("building/*"))
        assert not list(store.root.glob("spill/9*"))
    assert read(store) == [1]


def test_a_load_killed_after_the_pointer_moved_keeps_its_version(store: Store):
    publish(store, 1)
    second = publish(store, 2)
    (store.root / "building" / second).mkdir()
    assert second in store.versions()
    with store.exclusive():
        pass
    assert read(store) == [2]


def test_a_second_holder_waits_says_so_and_gives_up_with_a_sentence(store: Store):
    said: list[str] = []
    with store.exclusive(), pytest.raises(StoreBusy, match="try again"), store.exclusive(said.append, 0.2):
        pass
    assert said == ["Another load is at work; this one starts when it has ended."]
    with store.exclusive(said.append):
        assert len(said) == 1


def test_a_file_that_is_still_open_for_writing_is_not_published(store: Store):
    with store.exclusive(), store.build("20260101T000000Z-0001") as folder:
        (folder / "new.duckdb").touch()
        (folder / "new.duckdb.wal").touch()
        with pytest.raises(ValueError, match="still open"):
            store.publish(folder / "new.duckdb", "20260101T000000Z-0001")
    assert not list(store.root.glob("building/*"))
