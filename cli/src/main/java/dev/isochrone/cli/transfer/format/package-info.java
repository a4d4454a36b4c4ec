/**
 * Rows as lines of files, and back: TSV, CSV and JSON lines. Nothing here sends or opens anything;
 * a line that can't be read is a value, {@link dev.isochrone.cli.transfer.format.Parsed.BadLine},
 * that says where and why.
 */
@NullMarked
package dev.isochrone.cli.transfer.format;

import org.jspecify.annotations.NullMarked;
