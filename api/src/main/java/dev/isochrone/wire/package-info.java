/**
 * The one translation between messages and values, used by servers and clients alike. One class by
 * subject, each with {@code toProto} and {@code fromProto}; the latter is total: whatever the
 * message, it gives a value that is valid and is never checked again, or a refusal that names the
 * field. Behind this package nothing imports {@code dev.isochrone.api}, but for stubs.
 */
@NullMarked
package dev.isochrone.wire;

import org.jspecify.annotations.NullMarked;
