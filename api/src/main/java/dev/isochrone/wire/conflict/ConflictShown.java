package dev.isochrone.wire.conflict;

import java.util.Optional;

/**
 * One record.
 *
 * @param conflict empty: there is none of this name here, or not yet
 */
public record ConflictShown(Answered header, Optional<Conflict> conflict) {}
