package dev.isochrone.zone.store.kv;

/**
 * Ordered stores of bytes on a disk, or on what stands for one. Its laws are {@code
 * KvEngineContract}, which every engine's test inherits.
 *
 * <p>Threads: any number take snapshots; one at a time writes. A writer waits for no reader, and no
 * reader for a writer.
 */
public interface KvEngine extends AutoCloseable {
  /**
   * What the engine holds now. It has every batch whose {@link #write} had returned, and of a batch
   * that is being written all or nothing.
   *
   * @throws StoreException if the engine is closed
   */
  KvSnapshot snapshot();

  /**
   * Writes the batch whole or not at all; on return it outlives a loss of power. May block on the
   * disk.
   *
   * @throws StoreException if it could not be written, or could not be made durable. Whether the
   *     batch is on the disk is then unknown; the engine takes no further batch, because a disk
   *     that failed to sync may call the very same pages clean at the next attempt.
   */
  void write(KvBatch batch);

  /** Waits for open snapshots for a while, and closes. A second call does nothing. */
  @Override
  void close();
}
