package dev.isochrone.wire.conflict;

import dev.isochrone.hlc.HlcTimestamp;
import dev.isochrone.model.request.AnswerHeader;

/**
 * Who answered.
 *
 * @param hlc its clock when it did
 */
public record Answered(HlcTimestamp hlc, AnswerHeader.Served by, String requestId) {}
