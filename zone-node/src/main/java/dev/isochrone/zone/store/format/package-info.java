/**
 * The bytes of outbox and ledger in a store: docs/formats.md, section 11. Every value is checked
 * against the key and store in which it was found, because the engine below has no checksums.
 */
@NullMarked
package dev.isochrone.zone.store.format;

import org.jspecify.annotations.NullMarked;
