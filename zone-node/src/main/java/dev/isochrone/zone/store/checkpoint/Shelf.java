package dev.isochrone.zone.store.checkpoint;

import dev.isochrone.consensus.LogPosition;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.zone.store.ContentAudit;
import dev.isochrone.zone.store.content.Ledger;
import dev.isochrone.zone.store.kv.EngineOpener;
import dev.isochrone.zone.store.kv.FileEngine;
import dev.isochrone.zone.store.kv.KvEngine;
import dev.isochrone.zone.store.kv.KvSnapshot;
import dev.isochrone.zone.store.kv.StoreException;
import dev.isochrone.zone.store.kv.StoreException.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * The checkpoints of a replica on its disk: how one is made, verified, put beside the others, and
 * taken for a live engine again. Threads: whoever holds the replica's lock, one at a time.
 *
 * <p>One under construction is named {@link #NEW}, and means nothing; a rename makes it count. So
 * those that count are whole, durable, and were verified once.
 */
final class Shelf {
  private static final String NEW = "new";
  private static final String NAME_OF_ONE = "[0-9]{20}";

  private final Path directory;
  private final Disk disk;
  private final EngineOpener engines;

  Shelf(ReplicaDirectory replica) {
    this.directory = replica.checkpoints();
    this.disk = replica.disk();
    this.engines = replica.engines();
  }

  /** Those that count, the newest first. */
  List<Path> newestFirst() throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(one -> one.getFileName().toString().matches(NAME_OF_ONE))
          .sorted(Comparator.comparing((Path one) -> one.getFileName().toString()).reversed())
          .toList();
    }
  }

  /** The position of the newest one that can be told; START if there is none. */
  LogPosition newest() throws IOException {
    for (Path one : newestFirst()) {
      try {
        return manifest(one).position();
      } catch (StoreException unreadable) {
        // An older one counts then; a rebuild removes this one.
      }
    }
    return LogPosition.START;
  }

  /** Removes what was under construction. */
  void sweep() throws IOException {
    disk.delete(directory.resolve(NEW));
  }

  /** Copies the engine's files as they are now; they hold this position. Not verified yet. */
  void copy(FileEngine engine, LogPosition position) throws IOException {
    sweep();
    Path made = directory.resolve(NEW);
    disk.makeDirectory(made);
    engine.standStill((closed, growing) -> takeOver(closed, growing, made));
    disk.write(made.resolve(Manifest.NAME), new Manifest(position, lengths(made)).encode());
    sync(made);
  }

  /** Verifies what {@link #copy} made; see {@link #verify}. */
  Manifest verifyCopy(BooleanSupplier wanted) throws IOException {
    return verify(directory.resolve(NEW), wanted);
  }

  /** From here on what {@link #copy} made counts, and the others are removed. */
  void stand(Manifest verified) throws IOException {
    Path name = directory.resolve("%020d".formatted(verified.position().index()));
    List<Path> before = newestFirst();
    if (before.contains(name)) {
      throw new IOException("a second checkpoint at " + verified.position());
    }
    disk.move(directory.resolve(NEW), name);
    disk.sync(directory);
    for (Path old : before) {
      disk.delete(old);
    }
  }

  /**
   * Reads all of a checkpoint, and holds it against its ledger and its manifest.
   *
   * @throws StoreException if it is not what was written
   */
  Manifest verify(Path checkpoint, BooleanSupplier wanted) throws IOException {
    Manifest said = manifest(checkpoint);
    if (!said.files().equals(lengths(checkpoint))) {
      throw new StoreException(Problem.DAMAGED, checkpoint + " has not the files that it had");
    }
    KvEngine engine = engines.frozen(checkpoint);
    try (KvSnapshot snapshot = engine.snapshot()) {
      Ledger ledger = ContentAudit.of(snapshot, wanted);
      if (!ledger.applied().equals(said.position())) {
        throw new StoreException(
            Problem.DAMAGED,
            checkpoint + " is at " + ledger.applied() + ", not " + said.position());
      }
      return said;
    } finally {
      engine.close();
    }
  }

  /** Makes a verified checkpoint's content that of a directory that is not there yet, durably. */
  void restore(Path checkpoint, Path live) throws IOException {
    List<String> names = List.copyOf(manifest(checkpoint).files().keySet());
    disk.makeDirectory(live);
    takeOver(
        names.subList(0, names.size() - 1).stream().map(checkpoint::resolve).toList(),
        checkpoint.resolve(names.get(names.size() - 1)),
        live);
    sync(live);
  }

  void remove(Path checkpoint) throws IOException {
    disk.delete(checkpoint);
  }

  private Manifest manifest(Path checkpoint) throws IOException {
    try {
      return Manifest.decode(Files.readAllBytes(checkpoint.resolve(Manifest.NAME)));
    } catch (NoSuchFileException | FormatException broken) {
      throw new StoreException(Problem.DAMAGED, checkpoint + " has no good manifest", broken);
    }
  }

  private void takeOver(List<Path> closed, Path growing, Path into) throws IOException {
    for (Path file : closed) {
      try {
        disk.link(file, into.resolve(file.getFileName()));
      } catch (NoSuchFileException removedByTheCleaner) {
        // Then nothing refers to it; the verification will tell if that is not so.
      }
    }
    disk.copy(growing, into.resolve(growing.getFileName()));
  }

  /** All files of a directory, its entries, and its own entry. */
  private void sync(Path made) throws IOException {
    for (String name : lengths(made).keySet()) {
      disk.sync(made.resolve(name));
    }
    Path manifest = made.resolve(Manifest.NAME);
    if (Files.exists(manifest)) {
      disk.sync(manifest);
    }
    disk.sync(made);
    disk.sync(made.resolveSibling("."));
  }

  /** Of the engine's files: the lock beside them is nobody's content. */
  static SortedMap<String, Long> lengths(Path checkpoint) throws IOException {
    SortedMap<String, Long> lengths = new TreeMap<>();
    try (Stream<Path> files = Files.list(checkpoint)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".xd")) {
          lengths.put(name, Files.size(file));
        }
      }
    }
    return lengths;
  }
}
