package dev.isochrone.local.proxy;

/**
 * What can be wrong with the bytes of a proxied connection in one direction. The kinds and their
 * meaning are Toxiproxy's; sizes in bytes, times in milliseconds unless said otherwise.
 */
public sealed interface Toxic {
  /**
   * Bytes come later.
   *
   * @param millis by how much
   * @param jitter and by up to so much more or less, for each piece; at most {@code millis}
   */
  record Latency(long millis, long jitter) implements Toxic {
    public Latency {
      require(millis >= 0, "latency below 0");
      require(jitter >= 0 && jitter <= millis, "jitter not from 0 to the latency");
    }
  }

  /** No more than so many KB (1,000 bytes) each second. */
  record Bandwidth(long kilobytesPerSecond) implements Toxic {
    public Bandwidth {
      require(kilobytesPerSecond >= 1, "bandwidth below 1 KB/s");
    }
  }

  /**
   * Bytes come in small pieces.
   *
   * @param bytes of a piece, on average
   * @param variation by how many bytes pieces differ from that; less than {@code bytes}
   * @param delayMicros between two of them
   */
  record Slicer(long bytes, long variation, long delayMicros) implements Toxic {
    public Slicer {
      require(bytes >= 1, "pieces below 1 byte");
      require(variation >= 0 && variation < bytes, "variation not from 0 to below the piece");
      require(delayMicros >= 0, "delay below 0");
    }
  }

  /** A connection ends after so many bytes. */
  record LimitedBytes(long bytes) implements Toxic {
    public LimitedBytes {
      require(bytes >= 0, "bytes below 0");
    }
  }

  /** A connection that one side closes stays open on the other for so long. */
  record SlowClose(long millis) implements Toxic {
    public SlowClose {
      require(millis >= 0, "delay below 0");
    }
  }

  /** Connections are reset (TCP RST) after so long. */
  record Reset(long millis) implements Toxic {
    public Reset {
      require(millis >= 0, "time below 0");
    }
  }

  /**
   * Bytes are dropped, while connections stay open and new ones are taken: a partition, as who
   * sends sees it. When it is removed, connections end.
   */
  record BlackHole() implements Toxic {}

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
