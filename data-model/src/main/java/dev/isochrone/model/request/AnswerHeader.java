package dev.isochrone.model.request;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.NodeId;
import dev.isochrone.model.Region;
import dev.isochrone.model.Version;
import java.time.Duration;
import java.util.Optional;

/**
 * What an answer says about itself.
 *
 * @param hlc the serving node's clock when it answered
 * @param served who served
 * @param home the row's home
 * @param version what was read or written; empty if the row was never written
 * @param staleness how old the served view of the home may be; zero for strong; empty if nothing
 *     has arrived from the home yet
 * @param leader who leads the home partition, as the serving node knows
 * @param id of the request
 */
public record AnswerHeader(
    HlcTimestamp hlc,
    Served served,
    HomeOf home,
    Optional<Version> version,
    Optional<Duration> staleness,
    Optional<Endpoint> leader,
    RequestId id) {

  /** Of a request that is known by a text. */
  public AnswerHeader(
      HlcTimestamp hlc,
      Served served,
      HomeOf home,
      Optional<Version> version,
      Optional<Duration> staleness,
      Optional<Endpoint> leader,
      String requestId) {
    this(hlc, served, home, version, staleness, leader, RequestId.of(requestId));
  }

  /** By what the request is known, in the form in which it is written. */
  public String requestId() {
    return id.text();
  }

  /** The region and node that served. */
  public record Served(Region region, NodeId node) {}

  /** A row's home region, and the epoch under which it is. */
  public record HomeOf(Region region, int epoch) {}
}
