@NullMarked
package dev.isochrone.server.tls;

import org.jspecify.annotations.NullMarked;
