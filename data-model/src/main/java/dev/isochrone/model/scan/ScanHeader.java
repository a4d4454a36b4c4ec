package dev.isochrone.model.scan;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.Endpoint;
import dev.isochrone.model.request.AnswerHeader;
import java.time.Duration;
import java.util.Optional;

/**
 * What a page says about its scan.
 *
 * @param at the greatest time in the log at the position where the rows were read: pages with
 *     another one were read at another position
 * @param served who served
 * @param home of the rows; empty if they may have several
 * @param staleness how old the served view of the rows' homes may be; zero for strong; empty if
 *     nothing has arrived from one of them yet
 * @param leader who leads the home partition, as the serving node knows
 */
public record ScanHeader(
    HlcTimestamp at,
    AnswerHeader.Served served,
    Optional<AnswerHeader.HomeOf> home,
    Optional<Duration> staleness,
    Optional<Endpoint> leader,
    String requestId) {}
