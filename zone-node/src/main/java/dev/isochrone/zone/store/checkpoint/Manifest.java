package dev.isochrone.zone.store.checkpoint;

import dev.isochrone.consensus.LogPosition;
import dev.isochrone.model.bytes.ByteReader;
import dev.isochrone.model.bytes.ByteWriter;
import dev.isochrone.model.bytes.Bytes;
import dev.isochrone.model.bytes.FormatException;
import dev.isochrone.model.bytes.FormatException.Problem;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * What a checkpoint says of itself, in its file CHECKPOINT: docs/formats.md, section 12.
 *
 * @param position the ledger's: all effects up to here are in it, and none after
 * @param files the engine's files in it, by name, with their lengths in bytes
 */
record Manifest(LogPosition position, SortedMap<String, Long> files) {
  static final String NAME = "CHECKPOINT";

  private static final int FORMAT = 1;
  private static final int CHECKSUM_BYTES = 4;
  private static final int FILE_BYTES_MIN = 9;

  Manifest {
    if (files.isEmpty()) {
      throw new IllegalArgumentException("a checkpoint without files");
    }
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }

  byte[] encode() {
    ByteWriter out = new ByteWriter().u8(FORMAT).u64(position.term()).u64(position.index());
    out.varint(files.size());
    for (Map.Entry<String, Long> file : files.entrySet()) {
      out.string(file.getKey()).u64(file.getValue());
    }
    CRC32C crc = new CRC32C();
    return out.sum(crc, 0, out.size()).u32((int) crc.getValue()).toArray();
  }

  static Manifest decode(byte[] content) throws FormatException {
    ByteReader in = new ByteReader(Bytes.wrap(content));
    in.format(FORMAT, NAME);
    LogPosition position = new LogPosition(in.longNumber("term"), in.longNumber("index"));
    SortedMap<String, Long> files = new TreeMap<>();
    int n = in.count(FILE_BYTES_MIN);
    for (int i = 0; i < n; i++) {
      String name = in.string();
      if (name.isEmpty() || (!files.isEmpty() && files.lastKey().compareTo(name) >= 0)) {
        throw FormatException.malformed("files out of order");
      }
      files.put(name, in.longNumber("length"));
    }
    if (in.u32() != checksum(content, Math.max(0, content.length - CHECKSUM_BYTES))) {
      throw new FormatException(Problem.CHECKSUM, NAME);
    }
    in.end(NAME);
    if (files.isEmpty()) {
      throw FormatException.malformed("a checkpoint without files");
    }
    return new Manifest(position, files);
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
