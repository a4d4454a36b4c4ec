/**
 * What a replica keeps, as values: rows, the changes that are owed to peers, and the ledger with
 * what it is made of.
 */
@NullMarked
package dev.isochrone.zone.store.content;

import org.jspecify.annotations.NullMarked;
