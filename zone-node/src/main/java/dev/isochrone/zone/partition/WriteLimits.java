package dev.isochrone.zone.partition;

import dev.isochrone.consensus.GroupConfig;
import dev.isochrone.model.document.DocumentCodec;
import dev.isochrone.model.key.StoredKey;
import dev.isochrone.model.row.RecordCodec;

/**
 * How large a write may be, from the message that brings it to the entry that carries it. The
 * limits fit into each other, so that a write that passes the first check fails no later one: in
 * the log, an entry that is too large would cost the leader its term.
 *
 * @param documentBytesMax the largest document
 * @param writeBytesMax the largest write, as the command that an entry holds: all its rows
 * @param entryBytesMax the largest entry, and at least the largest write
 */
public record WriteLimits(int documentBytesMax, int writeBytesMax, int entryBytesMax) {
  /** What stands around the documents and keys of a command: headers, versions, checksums. */
  private static final int COMMAND_OVERHEAD_BYTES = 1_024;

  /** A message says the same as the command, in more bytes: names of fields, keys as text. */
  private static final int MESSAGE_FACTOR = 2;

  private static final int ENTRY_BYTES_MAX = 2 << 20;

  public static final WriteLimits DEFAULT =
      new WriteLimits(
          DocumentCodec.BYTES_MAX, ENTRY_BYTES_MAX - LogEntryCodec.OVERHEAD_BYTES, ENTRY_BYTES_MAX);

  public WriteLimits {
    requireFit("a document", documentBytesMax, DocumentCodec.BYTES_MAX);
    requireFit("a document and what stands around it", alone(documentBytesMax), writeBytesMax);
    // Another region's record travels alone at worst, in a batch that must fit as well.
    requireFit("another region's record", alone(RecordCodec.BYTES_MAX), writeBytesMax);
    requireFit(
        "a write and its entry", writeBytesMax + LogEntryCodec.OVERHEAD_BYTES, entryBytesMax);
  }

  /**
   * Throws unless what is below and above takes what these limits take.
   *
   * @param group the log's own limit
   * @param messageBytesMax the longest message that servers and clients take
   */
  public void requireWithin(GroupConfig group, int messageBytesMax) {
    requireFit("an entry in the log", entryBytesMax, group.entryBytesMax());
    requireFit("a write as a message", (long) MESSAGE_FACTOR * writeBytesMax, messageBytesMax);
  }

  private static long alone(int bytes) {
    return (long) bytes + StoredKey.BYTES_MAX + COMMAND_OVERHEAD_BYTES;
  }

  private static void requireFit(String what, long bytes, long bytesMax) {
    if (bytes < 1 || bytes > bytesMax) {
      throw new IllegalArgumentException(
          what + ": " + bytes + " bytes, where " + bytesMax + " fit");
    }
  }
}
