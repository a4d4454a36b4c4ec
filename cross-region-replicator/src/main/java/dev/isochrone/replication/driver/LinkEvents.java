package dev.isochrone.replication.driver;

import dev.isochrone.model.refusal.Refusal;
import dev.isochrone.replication.Peer;

/**
 * What links tell the outside; metrics hang on here. Called on a link's thread, which waits
 * meanwhile.
 */
public interface LinkEvents {
  LinkEvents NONE = new LinkEvents() {};

  /** The link is in another phase than before. */
  default void changed(LinkStatus now) {}

  /** A batch was handed to the stream. */
  default void sent(Peer peer, int changes) {}

  /**
   * We ended a stream, or it ended.
   *
   * @param why for people
   */
  default void closed(Peer peer, String why) {}

  /** The peer refused. */
  default void refused(Peer peer, Refusal refusal) {}

  /**
   * The link's thread ended by what must not happen. It does not come back; whoever owns the links
   * decides what to do.
   */
  default void failed(Peer peer, Throwable cause) {}
}
