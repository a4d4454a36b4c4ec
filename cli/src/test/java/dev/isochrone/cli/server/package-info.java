/** Tests of servers' processes. */
@NullMarked
package dev.isochrone.cli.server;

import org.jspecify.annotations.NullMarked;
