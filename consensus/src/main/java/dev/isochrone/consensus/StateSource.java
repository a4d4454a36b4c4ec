package dev.isochrone.consensus;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/** A whole state at one log position, to be read once. */
public interface StateSource extends Closeable {
  LogPosition position();

  /** The state's bytes in the form of the {@link ReplicatedState} that exported them. */
  InputStream open() throws IOException;
}
