package dev.isochrone.wire.tls;

import java.io.IOException;
import java.nio.file.Path;

/** A file for TLS that can't be used. The message names it, and says what to do. */
public final class TlsFileException extends IOException {
  private static final long serialVersionUID = 1L;

  TlsFileException(Path file, String what) {
    super(file + ": " + what);
  }
}
