/**
 * The bytes of the directories: commands in their logs, states in their checkpoints. The forms are
 * those of docs/formats.md, section 19.
 */
@NullMarked
package dev.isochrone.region.format;

import org.jspecify.annotations.NullMarked;
