package dev.isochrone.chaos.history;

import java.util.Optional;

/**
 * One version of a key, as a read shows it.
 *
 * @param version empty if the answer named none
 * @param value empty: its writer deleted the key
 */
public record Cell(Optional<Version> version, Optional<String> value) {}
