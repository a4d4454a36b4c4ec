package dev.isochrone.region.store;

import dev.isochrone.consensus.LogPosition;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.server.disk.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A checkpoint as one file, replaced whole. One thread. */
public final class ShelfFile<S> implements Shelf<S> {
  private final Path file;
  private final S empty;
  private final CheckpointCodec<S> codec;

  /** In this directory, which must exist, under this name. */
  public ShelfFile(Path directory, String name, Machine<?, S> machine) {
    this.file = directory.resolve(name);
    this.empty = machine.empty();
    this.codec = new CheckpointCodec<>(machine);
  }

  @Override
  public Kept<S> load() throws IOException {
    if (!Files.exists(file)) {
      return new Kept<>(LogPosition.START, empty);
    }
    try {
      return codec.decode(Bytes.wrap(Files.readAllBytes(file)));
    } catch (FormatException damaged) {
      throw new IOException(
          file
              + " can't be read ("
              + damaged.getMessage()
              + "). Without it the state is made again from the whole log beside it, which this"
              + " release never shortens: put it aside and start again.",
          damaged);
    }
  }

  @Override
  public void save(Kept<S> kept) throws IOException {
    DurableFile.replace(file, codec.encode(kept).shared());
  }
}
