//! How long does what I read live?
//!
//! A view borrows the buffer, and so does everything that it hands out. The view itself is two
//! words that are copied freely; what it gave outlives it, but never the buffer.

use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};

use halflap::{AlignedBuf, Checked, Message};
use halflap_examples::weather::{Report, ReportView};

/// What is returned borrows the buffer, not the view: the view may go.
fn station_of(buffer: &[u8]) -> Result<&str, halflap::Error> {
    let view = ReportView::read(buffer)?;
    Ok(view.station())
}

/// Views may be kept, beside each other, for as long as their buffers are.
struct Extremes<'a> {
    coldest: ReportView<'a>,
    warmest: ReportView<'a>,
}

impl<'a> Extremes<'a> {
    /// Of reports that have measured something; none where there is no such report.
    fn of(reports: impl IntoIterator<Item = ReportView<'a>>) -> Option<Self> {
        let mean = |report: &ReportView<'_>| {
            let celsius = report.celsius();
            celsius.iter().sum::<f32>() / celsius.len() as f32
        };
        let mut sorted: Vec<ReportView<'a>> = reports
            .into_iter()
            .filter(|report| !report.celsius().is_empty())
            .collect();
        sorted.sort_by(|a, b| mean(a).total_cmp(&mean(b)));
        Some(Extremes {
            coldest: *sorted.first()?,
            warmest: *sorted.last()?,
        })
    }
}

/// What has to outlive the buffer is copied, all of it or one field.
fn keep(buffer: AlignedBuf) -> Result<(Report, String), halflap::Error> {
    let view = ReportView::read(&buffer)?;
    let station = view.station().to_owned(); // one field
    let report = Report::from(view); // all of it
    Ok((report, station)) // the buffer ends here
}

/// What stays and is looked at again and again is checked once, and has no lifetime: threads share it,
/// and the next one takes its place.
#[derive(Default)]
struct Newest(Mutex<Option<Arc<Checked<Report>>>>);

impl Newest {
    fn put(&self, buffer: AlignedBuf) -> Result<(), halflap::Error> {
        let report = Arc::new(Checked::read(buffer)?);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(report);
        Ok(())
    }

    fn get(&self) -> Option<Arc<Checked<Report>>> {
        let newest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        newest.clone()
    }
}

fn report(station: &str, celsius: &[f32]) -> Report {
    Report {
        station: station.to_owned(),
        taken: 1_795_219_200,
        celsius: celsius.to_vec(),
        remark: None,
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let buffers = [
        report("Zürich", &[4.5, 3.75, 3.25]).to_halflap()?,
        report("Säntis", &[-7.0, -8.5]).to_halflap()?,
        report("Lugano", &[9.0]).to_halflap()?,
    ];
    assert_eq!(station_of(&buffers[0])?, "Zürich");

    let views: Vec<ReportView<'_>> = buffers
        .iter()
        .map(|buffer| ReportView::read(buffer))
        .collect::<Result<_, _>>()?;
    let extremes = Extremes::of(views).ok_or("no report")?;
    println!("coldest: {}", extremes.coldest.station());
    println!("warmest: {}", extremes.warmest.station());
    assert_eq!(extremes.coldest.station(), "Säntis");

    let [first, second, third] = buffers;
    let (report, station) = keep(first)?;
    assert_eq!(report.station, station);

    let newest = Newest::default();
    newest.put(second)?;
    let before = newest.get().ok_or("no report")?;
    newest.put(third)?;
    let now = newest.get().ok_or("no report")?;
    assert_eq!(before.view().station(), "Säntis");
    assert_eq!(now.view().station(), "Lugano");
    Ok(())
}

#[test]
fn runs() -> Result<(), Box<dyn Error>> {
    main()
}
