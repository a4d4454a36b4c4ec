package dev.isochrone.zone.store.transfer;

import dev.isochrone.consensus.LogPosition;
import dev.isochrone.consensus.StateSource;
import dev.isochrone.zone.store.format.LedgerCodec;
import dev.isochrone.zone.store.kv.KvEngine;
import dev.isochrone.zone.store.kv.KvSnapshot;
import java.io.InputStream;

/** The content of an engine at one position. Holds a snapshot until it is closed. */
public final class StateExport implements StateSource {
  private final KvSnapshot snapshot;
  private final LogPosition position;
  private boolean opened;

  private StateExport(KvSnapshot snapshot, LogPosition position) {
    this.snapshot = snapshot;
    this.position = position;
  }

  /** What the engine holds now. */
  public static StateExport of(KvEngine engine) {
    KvSnapshot snapshot = engine.snapshot();
    try {
      return new StateExport(snapshot, LedgerCodec.read(snapshot).applied());
    } catch (RuntimeException damaged) {
      snapshot.close();
      throw damaged;
    }
  }

  @Override
  public LogPosition position() {
    return position;
  }

  /** Once. The stream fails with an {@code IOException} where it meets damage. */
  @Override
  public InputStream open() {
    if (opened) {
      throw new IllegalStateException("to be read once");
    }
    opened = true;
    return new StateStream(snapshot);
  }

  @Override
  public void close() {
    snapshot.close();
  }
}
