/**
 * The one translation between messages and values, used by servers and clients alike: here of what
 * is asked and answered about rows, and of what all messages are made of; in {@code cluster} of
 * what a cluster says about itself. One class by subject, each with {@code toProto} and {@code
 * fromProto}; the latter is total: whatever the message, it gives a value that is valid and is
 * never checked again, or a refusal that names the field. Behind these packages nothing imports
 * {@code dev.isochrone.api}, but for stubs.
 */
@NullMarked
package dev.isochrone.wire;

import org.jspecify.annotations.NullMarked;
