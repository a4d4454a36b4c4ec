/**
 * Keys: typed tuples, their order-preserving bytes, their text for people, and the stored key built
 * on them.
 */
@NullMarked
package dev.isochrone.model.key;

import org.jspecify.annotations.NullMarked;
