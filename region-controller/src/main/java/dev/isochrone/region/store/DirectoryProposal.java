package dev.isochrone.region.store;

import dev.isochrone.consensus.Proposal;
import dev.isochrone.region.directory.Reply;
import org.jspecify.annotations.Nullable;

/** A command on its way through the log, and the reply that it finds there. */
public final class DirectoryProposal<S> implements Proposal {
  private final byte[] entry;

  /** Written by apply, read once the log says that it was applied. */
  private volatile @Nullable Reply<S> reply;

  DirectoryProposal(byte[] entry) {
    this.entry = entry;
  }

  @Override
  public byte[] entry() {
    return entry;
  }

  void applied(Reply<S> told) {
    reply = told;
  }

  Reply<S> reply() {
    Reply<S> told = reply;
    if (told == null) {
      throw new IllegalStateException("applied, and no reply");
    }
    return told;
  }
}
