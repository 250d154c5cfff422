import ArgumentParser
import EventFormats

extension EventFormat: ExpressibleByArgument {}
