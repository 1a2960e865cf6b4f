//! Reading a request file line by line, plain or gzipped; lines that make no sense are told apart, the rest goes on.

use super::formats::{BadLine, FileRequest, Format};
use csv::{ByteRecord, ReaderBuilder};
use std::{
    fs::File,
    io::{BufReader, Read, Seek, SeekFrom},
    path::Path,
};

type Source = Box<dyn Read + Send>;

/// A request file, open and recognised.
pub struct RequestFile {
    /// Its layout.
    pub format: Format,
    columns: Vec<String>,
    reader: csv::Reader<Source>,
    year: i16,
    line: u64,
}

impl RequestFile {
    /// Opens a file; `year` is the year of files that write none. The reason when it is no request file.
    pub fn open(path: &Path, year: i16) -> Result<Self, String> {
        let told = |error: std::io::Error| format!("cannot read {}: {error}", path.display());
        let mut file = File::open(path).map_err(told)?;
        let mut magic = [0u8; 2];
        let is_gzip = file.read(&mut magic).map_err(told)? == 2 && magic == [0x1f, 0x8b];
        file.seek(SeekFrom::Start(0)).map_err(told)?;
        let source: Source = if is_gzip {
            Box::new(flate2::read::MultiGzDecoder::new(BufReader::new(file)))
        } else {
            Box::new(BufReader::new(file))
        };
        Self::of(source, year).map_err(|reason| format!("{}: {reason}", path.display()))
    }

    fn of(source: Source, year: i16) -> Result<Self, String> {
        let mut reader = ReaderBuilder::new().flexible(true).from_reader(source);
        let header = reader.byte_headers().map_err(|error| format!("no table of requests: {error}"))?;
        let columns: Vec<String> = header
            .iter()
            .map(|name| String::from_utf8_lossy(name).trim_start_matches('\u{feff}').trim().to_lowercase())
            .collect();
        let format = Format::of_header(&columns).ok_or_else(|| {
            format!("the first line must name the columns at, latitude, longitude, kind; found {}", columns.join(", "))
        })?;
        Ok(Self { format, columns, reader, year, line: 1 })
    }

    fn read(&self, record: &ByteRecord) -> Result<FileRequest, BadLine> {
        let line = self.line;
        if record.len() != self.columns.len() {
            let reason = format!("{} columns instead of {}", record.len(), self.columns.len());
            return Err(BadLine { line, reason });
        }
        let fields: Result<Vec<&str>, _> = record.iter().map(std::str::from_utf8).collect();
        let fields = fields.map_err(|_| BadLine { line, reason: "is not UTF-8 text".to_owned() })?;
        let column = |name: &str| self.columns.iter().position(|one| one == name).map_or("", |index| fields[index]);
        self.format.read(line, column, self.year)
    }
}

impl Iterator for RequestFile {
    type Item = Result<FileRequest, BadLine>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut record = ByteRecord::new();
        match self.reader.read_byte_record(&mut record) {
            Ok(false) => None,
            Ok(true) => {
                self.line = record.position().map_or(self.line + 1, csv::Position::line);
                Some(self.read(&record))
            }
            Err(error) => {
                // A broken archive cannot be read on: told once, then the end.
                self.line += 1;
                let bad = BadLine { line: self.line, reason: format!("cannot be read: {error}") };
                self.reader = ReaderBuilder::new().from_reader(Box::new(std::io::empty()) as Source);
                Some(Err(bad))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::replay::formats::When;
    use std::io::Write;

    fn read(text: &str) -> Vec<Result<FileRequest, BadLine>> {
        RequestFile::of(Box::new(std::io::Cursor::new(text.as_bytes().to_vec())), 2026).unwrap().collect()
    }

    #[test]
    fn bad_lines_are_told_by_line_and_the_rest_goes_on() {
        let rows = read(
            "at,latitude,longitude,kind,note\n\
             2026-03-02 09:30,31.2,121.4,HC-D,\"two\nlines\"\n\
             2026-03-02,31.2,121.4,HC-D,\n\
             2026-03-02 09:31,91,121.4,HC-D,\n\
             2026-03-02 09:32,31.2,121.4,,\n\
             2026-03-02 09:33,31.2\n\
             2026-03-02 09:34,31.2,121.4,AC-1,last\n",
        );
        let bad: Vec<(u64, &str)> =
            rows.iter().filter_map(|row| row.as_ref().err()).map(|bad| (bad.line, bad.reason.as_str())).collect();
        assert_eq!(
            bad,
            [
                (4, "at: \"2026-03-02\" is no time"),
                (5, "place: 91, 121.4 is not on the globe"),
                (6, "kind: is empty"),
                (7, "2 columns instead of 5"),
            ]
        );
        let good: Vec<(u64, &str)> =
            rows.iter().flatten().map(|request| (request.line, request.note.as_str())).collect();
        assert_eq!(good, [(2, "two\nlines"), (8, "last")]);
    }

    #[test]
    fn the_two_public_layouts_are_recognised() {
        let boston = "case_enquiry_id,open_dt,target_dt,closed_dt,ontime,case_status,subject,reason,type,queue,neighborhood,location_zipcode,latitude,longitude,source\n\
            1,2011-07-01 01:32:33,,,ONTIME,Closed,S,Housing,Heat,q,n,,42.2715,-71.0772,x\n\
            2,2011-07-01 01:32:33,,,ONTIME,Closed,S,Housing,Heat,q,n,,42.3594,-71.0587,x\n";
        let rows = read(boston);
        assert_eq!(rows[0].as_ref().unwrap().kind, "Housing");
        assert!(rows[1].as_ref().unwrap_err().reason.contains("without an address"));
        let lade = "order_id,region_id,courier_id,lng,lat,aoi_id,aoi_type,accept_time,accept_gps_lng,accept_gps_lat,delivery_time,delivery_gps_lng,delivery_gps_lat,ds\n\
            1,165,2709,126.56803,43.89927,49738,14,05-12 09:28:00,,,05-12 21:15:00,126.56807,43.89935,0512\n";
        let rows = read(lade);
        let request = rows[0].as_ref().unwrap();
        assert_eq!(request.at, When::Local(jiff::civil::datetime(2026, 5, 12, 9, 28, 0, 0)));
        assert_eq!((request.kind.as_str(), request.place.longitude), ("14", 126.56803));
    }

    #[test]
    fn other_tables_and_broken_archives_are_refused() {
        assert!(RequestFile::of(Box::new(std::io::Cursor::new(b"a,b\n1,2\n".to_vec())), 2026).is_err());
        assert!(RequestFile::open(Path::new("/does/not/exist"), 2026).is_err());
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        let row = "2026-03-02 09:30,31.2,121.4,HC-D,\n";
        gzip.write_all(format!("at,latitude,longitude,kind,note\n{}", row.repeat(5000)).as_bytes()).unwrap();
        let mut bytes = gzip.finish().unwrap();
        bytes.truncate(bytes.len() - 40);
        let cut = flate2::read::MultiGzDecoder::new(std::io::Cursor::new(bytes));
        let rows: Vec<_> = RequestFile::of(Box::new(cut), 2026).unwrap().collect();
        assert!(rows.last().unwrap().is_err() && rows.iter().filter(|row| row.is_err()).count() == 1);
    }
}
