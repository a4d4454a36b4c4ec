@NullMarked
package dev.isochrone.server.certificate;

import org.jspecify.annotations.NullMarked;
